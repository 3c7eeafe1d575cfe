package dev.gunjava.faults;

import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** What a stranger with a socket may try. Each goes on until its connections are closed. */
enum Attack {
    UNREAD_ANSWERS {
        @Override
        void prepare(ProvingGround ground, ProductRelay relay) {
            B02AnswersArePulledIT.fill(ground, relay);
        }

        @Override
        void launch(Attackers attackers, Variant variant) {
            attackers.flood(attackers.deaf(), B02AnswersArePulledIT.attack(variant));
        }
    },
    WRITES_FROM_THE_FUTURE {
        @Override
        void launch(Attackers attackers, Variant variant) {
            attackers.flood(attackers.reading(), B03DeferredWritesWeighBytesIT.attack(variant));
        }
    },
    MANY_SMALL_WRITES_FROM_THE_FUTURE {
        @Override
        void launch(Attackers attackers, Variant variant) {
            attackers.flood(attackers.reading(), B11QuotaOfDeferredWritesIT.attack(variant));
        }
    },
    UNREAD_PONGS {
        @Override
        void launch(Attackers attackers, Variant variant) {
            attackers.flood(attackers.deaf(), B04PingsAreRatedIT.attack(variant));
        }
    },
    SUBSCRIPTIONS_WITH_LONG_NAMES {
        @Override
        void launch(Attackers attackers, Variant variant) {
            for (int i = 0; i < 2; i++) {
                attackers.flood(attackers.reading(), B05SubscriptionsWeighBytesIT.attack(variant));
            }
        }
    },
    COLLIDING_NAMES_AND_IDS {
        @Override
        void launch(Attackers attackers, Variant variant) {
            attackers.flood(attackers.reading(), B06CostDoesNotDependOnNamesIT.attack(variant));
        }
    },
    SCANS {
        @Override
        void prepare(ProvingGround ground, ProductRelay relay) {
            B07ScansAreBoundedIT.fill(ground, relay);
        }

        @Override
        void launch(Attackers attackers, Variant variant) {
            attackers.flood(attackers.reading(), B07ScansAreBoundedIT.attack(variant));
        }
    },
    EMPTY_RANGES {
        @Override
        void launch(Attackers attackers, Variant variant) {
            attackers.flood(attackers.reading(), B08EmptyRangesAreEmptyIT.attack(variant));
        }
    },
    WATCHED_NODES_THAT_FILL_THE_GRAPH {
        @Override
        String[] relayOptions() {
            return new String[] {"--graph-bytes", "128m"};
        }

        @Override
        void launch(Attackers attackers, Variant variant) {
            attackers.flood(attackers.reading(), B12SubscribersPinAShareIT.attack(variant));
        }
    },
    CLAIMED_PIDS {
        @Override
        void launch(Attackers attackers, Variant variant) {
            String pid = variant.word(9);
            for (int i = 0; i < MANY; i++) {
                attackers.flood(attackers.reading(), B13ClaimsCloseNothingIT.claims(variant, pid).stream());
            }
        }
    },
    QUESTIONS_TO_BYSTANDERS {
        @Override
        void launch(Attackers attackers, Variant variant) {
            List<String> ids = Stream.generate(GunText::id).limit(5_000).toList();
            attackers.flood(attackers.reading(), B15QuestionsAreRatedIT.frames(variant, ids).stream());
        }
    },
    HOSTILE_TEXTS {
        @Override
        void launch(Attackers attackers, Variant variant) {
            String hostile = variant.form(B36LogsAreEscapedIT.HOSTILE) + variant.word(6);
            for (String message : B36LogsAreEscapedIT.messages(variant, hostile)) {
                attackers.flood(
                        attackers.reading(), Stream.generate(() -> message).limit(MANY));
            }
        }
    },
    IDLE_CONNECTIONS {
        @Override
        void launch(Attackers attackers, Variant variant) {
            attackers.idle(500);
        }
    },
    SLOW_HANDSHAKES {
        @Override
        void launch(Attackers attackers, Variant variant) {
            String request = RawWebSocket.upgrade("/gun", "X-Padding: " + variant.word(variant.between(100, 6_000)));
            String unfinished = request.substring(0, request.length() - variant.between(1, 4));
            List<Socket> connections =
                    Stream.generate(attackers::silent).limit(MANY).toList();
            attackers.trickle(connections, List.of(unfinished, request, "GET ", variant.word(2_000)));
        }
    },
    ONE_BYTE_FRAGMENTS {
        @Override
        void launch(Attackers attackers, Variant variant) {
            String message =
                    GunText.put(GunText.id(), variant.word(8), "k", variant.word(2_000), System.currentTimeMillis());
            List<byte[]> frames = new ArrayList<>();
            byte[] bytes = message.getBytes(StandardCharsets.UTF_8);
            // Every other attacker never finishes its message.
            boolean isFinished = variant.number() % 2 == 0;
            for (int i = 0; i < bytes.length; i++) {
                boolean isLast = isFinished && i == bytes.length - 1;
                int opcode = i == 0 ? WireFrame.TEXT : WireFrame.CONTINUATION;
                frames.add(WireFrame.of(opcode, isLast, new byte[] {bytes[i]}));
                frames.add(
                        isLast
                                ? WireFrame.ping(new byte[0])
                                : WireFrame.of(WireFrame.CONTINUATION, false, new byte[0]));
            }
            for (int i = 0; i < 10; i++) {
                Iterator<byte[]> endless = Stream.generate(frames::stream)
                        .limit(isFinished ? 20 : 1)
                        .flatMap(all -> all)
                        .iterator();
                attackers.flood(attackers.reading(), endless);
            }
        }
    },
    SUBSCRIBERS_THAT_NEVER_READ {
        @Override
        void launch(Attackers attackers, Variant variant) {
            String soul = variant.word(8);
            for (int i = 0; i < 20; i++) {
                attackers.deaf().sendText(GunText.get(GunText.id(), soul));
            }
            String value =
                    variant.oneOf(List.of(variant.word(200_000), variant.wideWord(100_000), variant.word(2_000)));
            attackers.flood(
                    attackers.reading(),
                    IntStream.range(0, 20_000_000 / value.length())
                            .mapToObj(i -> GunText.put(
                                    GunText.id(), soul, "k" + i % 10, i + value, System.currentTimeMillis())));
        }
    },
    GIANT_BATCHES {
        @Override
        void launch(Attackers attackers, Variant variant) {
            int messages = variant.form(List.of(1_024, 1_025, 20_000));
            String soul = variant.word(8);
            Stream<String> frames = Stream.generate(() -> {
                Stream<String> batch = IntStream.range(0, messages)
                        .mapToObj(i -> variant.random().nextBoolean()
                                ? GunText.get(GunText.id(), soul, "k" + i)
                                : GunText.put(GunText.id(), soul, "k" + i, "v" + i, System.currentTimeMillis()));
                return GunText.batch((variant.number() % 2 == 0 ? batch : batch.map(GunText::quote)).toList());
            });
            attackers.flood(attackers.reading(), frames.limit(10));
        }
    },
    /** A tenth of them in each of ten variants. */
    MILLION_SOULS {
        @Override
        void launch(Attackers attackers, Variant variant) {
            String prefix = variant.word(variant.between(1, 30));
            attackers.flood(
                    attackers.reading(),
                    IntStream.range(0, 100)
                            .mapToObj(put -> GunText.put(
                                    GunText.id(),
                                    IntStream.range(put * 1_000, (put + 1) * 1_000)
                                            .mapToObj(i -> GunText.node(
                                                    prefix + i, List.of("k"), "v", System.currentTimeMillis()))
                                            .toList())));
        }
    };

    private static final int MANY = 200;

    /** How the relay under this attack is started. */
    String[] relayOptions() {
        return new String[0];
    }

    /** What is in the relay's graph before the attack. */
    void prepare(ProvingGround ground, ProductRelay relay) {}

    /** Starts the attack, with connections of its own. */
    abstract void launch(Attackers attackers, Variant variant);

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }
}
