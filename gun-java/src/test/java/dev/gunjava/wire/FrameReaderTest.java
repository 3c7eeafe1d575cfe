package dev.gunjava.wire;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gunjava.graph.GunValue;
import dev.gunjava.graph.Lex;
import dev.gunjava.graph.Node;
import dev.gunjava.limits.AtBound;
import dev.gunjava.limits.FrameLimits;
import dev.gunjava.limits.Limits;
import dev.gunjava.wire.Message.Span;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("A frame")
class FrameReaderTest {

    private final FrameReader reader = new FrameReader(Limits.general().frames(), new SplittableRandom(1));

    private Frame read(String frame) {
        return reader.read(frame.replace('\'', '"'));
    }

    private Message readOne(String frame) {
        Frame read = read(frame);
        assertThat(read.error()).isNull();
        return read.messages().get(0);
    }

    private static Node node(String key, GunValue value) {
        return Node.of("a", key, value, 5);
    }

    @Test
    @DisplayName("with an object is one message")
    void object() {
        assertThat(readOne("{'#':'x','get':{'#':'a','.':'k'},'##':-7,'><':'p,q'}"))
                .isEqualTo(new Message.Get("x", Lex.exactly("a"), Lex.exactly("k"), Span.ALL, -7, false, "p,q"));
        assertThat(readOne("{'#':'x','nts':1,'get':{'#':'a'}}"))
                .isEqualTo(new Message.Get("x", Lex.exactly("a"), Lex.all(), Span.ALL, null, true, ""));
        assertThat(readOne("{'put':{'a':{'_':{'#':'a','>':{'k':5}},'k':'v'}},'ok':{'@':9,'/':1},'#':'x'}"))
                .isEqualTo(new Message.Put(
                        "x", List.of(node("k", new GunValue.Text("v"))), new Message.AckBudget(9, 1), ""));
        assertThat(readOne("{'#':'y','@':'x','##':3,'%':1,'FOO':1,'put':{'a':{'k':null,'_':{'>':{'k':5},'#':'a'}}}}"))
                .isEqualTo(new Message.Reply("y", "x", List.of(node("k", GunValue.Null.INSTANCE)), 3, true, 0));
        assertThat(readOne("{'#':'y','@':'x'}")).isEqualTo(new Message.Reply("y", "x", List.of(), null, false, 0));
        assertThat(readOne("{'#':'y','@':'x','ok':{'':1}}"))
                .isEqualTo(new Message.Ack("y", "x", new JsonText("{\"\":1}"), null));
        assertThat(readOne("{'#':'y','@':'x','err':'no'}")).isEqualTo(new Message.Ack("y", "x", null, "no"));
        assertThat(readOne("{'#':'y','dam':'?','pid':'p'}"))
                .isEqualTo(new Message.Hello("y", "p", null, null, null, null));
        assertThat(readOne("{'#':'y','dam':'?','pid':'p','@':'x','nonce':'n','echo':'e','mac':'m'}"))
                .isEqualTo(new Message.Hello("y", "p", "x", "n", "e", "m"));
        assertThat(readOne("{'#':'y','dam':'?','pid':'" + "p".repeat(1 << 10) + "','nonce':'"
                        + "n".repeat(1 + (1 << 10)) + "','echo':1,'mac':null}"))
                .as("what is too long or no text is left out")
                .isEqualTo(new Message.Hello("y", "p".repeat(1 << 10), null, null, null, null));
        assertThat(readOne("{'dam':'!','err':'bad','#':'y'}")).isEqualTo(new Message.Complaint("y", "bad"));
        assertThat(readOne("{'dam':'hi','#':'y'}")).isEqualTo(new Message.Hi("y"));
        assertThat(readOne("{'dam':'opt','opt':{'peers':'ws://evil'},'#':'y'}"))
                .isEqualTo(new Message.Unknown("y", "dam"));
    }

    @Test
    @DisplayName("with an array is a batch, of objects, of JSON texts, and of things that are passed over")
    void batch() {
        Frame frame = read("[{'#':'x','@':'a'},'{\\'#\\':\\'y\\',\\'@\\':\\'b\\'}',null,5,'text',[{'#':'z'}]]");
        assertThat(frame.messages()).extracting(Message::id).containsExactly("x", "y");
        assertThat(frame.skipped()).isEqualTo(4);
        assertThat(read("[]")).isEqualTo(Frame.EMPTY);
    }

    @ParameterizedTest
    @DisplayName("that begins with neither is nothing")
    @ValueSource(strings = {"", " {}", "hello", "5", "\"x\"", "null", "\ufeff{}"})
    void nothing(String frame) {
        assertThat(reader.read(frame)).isEqualTo(Frame.EMPTY);
    }

    @ParameterizedTest
    @DisplayName("that is no JSON is refused whole")
    @ValueSource(strings = {"{", "[{}", "{'#':'x'", "{'#':'x'}{'#':'y'}", "[{'#':'x'},]", "{'a\\;b':1}", "{x:1}"})
    void notJson(String frame) {
        assertThat(read(frame)).isEqualTo(Frame.refused("DAM JSON parse error."));
    }

    @Test
    @DisplayName("over a limit is refused whole")
    void limits() {
        assertThat(read("{'#':'" + "x".repeat(2 << 20) + "'}").error()).isEqualTo("Message too big!");
        assertThat(read("[" + "{'@':'x'},".repeat(100_000) + "{}]").error())
                .isEqualTo("more than 1024 messages in a frame");
        assertThat(read("[".repeat(10_000) + "]".repeat(10_000)).error()).isEqualTo("DAM JSON parse error.");
        assertThat(read("{'put':" + "{'a':".repeat(10_000) + "1" + "}".repeat(10_001))
                        .error())
                .isEqualTo("DAM JSON parse error.");
        String nested = "{'#':'x','@':'y'}".replace("'", "\\'");
        assertThat(read("['[" + (nested + ",").repeat(1_024) + nested + "]']").error())
                .isEqualTo("more than 1024 messages in a frame");
    }

    @ParameterizedTest
    @DisplayName("with a put that breaks a rule is answered with the reason, and nothing of it is kept")
    @ValueSource(
            strings = {
                "null",
                "5",
                "[]",
                "{}",
                "{'a':null}",
                "{'a':{'k':1}}",
                "{'a':{'_':{'#':'b','>':{'k':1}},'k':1}}",
                "{'a':{'_':{'#':'a'},'k':1}}",
                "{'a':{'_':{'#':'a','>':{}},'k':1}}",
                "{'a':{'_':{'#':'a','>':{'k':'1'}},'k':1}}",
                "{'a':{'_':{'#':'a','>':{'k':null}},'k':1}}",
                "{'a':{'_':{'#':'a','>':{'k':1e400}},'k':1}}",
                "{'a':{'_':{'#':'a','>':{'k':-1e400}},'k':1}}",
                "{'a':{'_':{'#':'a','>':{'k':-Infinity}},'k':1}}",
                "{'a':{'_':{'#':'a','>':{'k':NaN}},'k':1}}",
                "{'a':{'_':{'#':'a','>':{'k':1}},'k':1e400}}",
                "{'a':{'_':{'#':'a','>':{'k':1}},'k':[1]}}",
                "{'a':{'_':{'#':'a','>':{'k':1}},'k':{}}}",
                "{'a':{'_':{'#':'a','>':{'k':1}},'k':{'#':5}}}",
                "{'a':{'_':{'#':'a','>':{'k':1}},'k':{'#':''}}}",
                "{'a':{'_':{'#':'a','>':{'k':1}},'k':{'#':'a','x':1}}}",
                "{'a':{'_':{'#':'a','>':{'k':1}},'k':{'#':'__proto__'}}}",
                "{'a':{'_':{'#':'a','>':{'':1}},'':1}}",
                "{'':{'_':{'#':'','>':{'k':1}},'k':1}}",
                "{'__proto__':{'_':{'#':'__proto__','>':{'k':1}},'k':1}}",
                "{'constructor':{'_':{'#':'constructor','>':{'k':1}},'k':1}}",
                "{'a':{'_':{'#':'a','>':{'__proto__':1}},'__proto__':1}}",
                "{'a':{'_':{'#':'a','>':{'k':1}},'k':1},'b':{'_':{'#':'x','>':{'k':1}},'k':1}}"
            })
    void invalidPuts(String graph) {
        assertThat(readOne("{'#':'x','put':" + graph + "}"))
                .isInstanceOfSatisfying(Message.Malformed.class, refused -> {
                    assertThat(refused.answerable()).isTrue();
                    assertThat(refused.reason()).isNotEmpty();
                });
    }

    @Test
    @DisplayName("with names and values at their limits is fine, and one unit beyond is refused")
    void lengths() {
        FrameLimits limits = Limits.general().frames();
        assertThat(readOne(putOf("k".repeat(limits.nameLength()), 1))).isInstanceOf(Message.Put.class);
        assertThat(readOne(putOf("k".repeat(limits.nameLength() + 1), 1))).isInstanceOf(Message.Malformed.class);
        assertThat(readOne(putOf("k", limits.valueLength()))).isInstanceOf(Message.Put.class);
        assertThat(readOne(putOf("k", limits.valueLength() + 1))).isInstanceOf(Message.Malformed.class);
    }

    private static String putOf(String key, int valueLength) {
        return "{'#':'x','put':{'a':{'_':{'#':'a','>':{'" + key + "':1}},'" + key + "':'" + "v".repeat(valueLength)
                + "'}}}";
    }

    @Test
    @DisplayName("with a reply keeps its good keys and counts the others")
    void replies() {
        Message.Reply reply = (Message.Reply) readOne(
                "{'#':'y','@':'x','put':{'a':{'_':{'#':'a','>':{'k':5,'l':-Infinity,'m':6}},'k':true,'l':1,'m':[]}}}");
        assertThat(reply.nodes()).containsExactly(node("k", new GunValue.Bool(true)));
        assertThat(reply.dropped()).isEqualTo(2);
    }

    @ParameterizedTest
    @DisplayName("with a get of nothing in particular is refused, and never answered with the database")
    @ValueSource(
            strings = {
                "5",
                "'a'",
                "{}",
                "{'#':null}",
                "{'#':5}",
                "{'#':[]}",
                "{'#':''}",
                "{'#':{}}",
                "{'#':'a','.':5}",
                "{'#':{'*':{}},'.':{'>':[]}}"
            })
    void emptyGets(String get) {
        assertThat(readOne("{'#':'x','get':" + get + "}")).isInstanceOf(Message.Malformed.class);
    }

    @Test
    @DisplayName("with a get of a range of keys says which")
    void ranges() {
        assertThat(readOne("{'#':'x','get':{'#':'a','.':{'*':'p','-':1},'%':100}}"))
                .isEqualTo(new Message.Get(
                        "x", Lex.exactly("a"), new Lex(null, "p", null, null), new Span(100, true), null, false, ""));
        assertThat(readOne("{'#':'x','get':{'#':'a','.':''}}"))
                .isEqualTo(new Message.Get("x", Lex.exactly("a"), Lex.all(), Span.ALL, null, false, ""));
    }

    @ParameterizedTest
    @DisplayName("with an id that is no short harmless text is malformed")
    @ValueSource(strings = {"5", "{'a':1}", "[1]", "true", "'__proto__'", "'constructor'", "'toString'"})
    void ids(String id) {
        assertThat(readOne("{'#':" + id + ",'get':{'#':'a'}}")).isInstanceOf(Message.Malformed.class);
        assertThat(readOne("{'#':'x','@':" + id + ",'ok':1}")).isInstanceOf(Message.Malformed.class);
    }

    @ParameterizedTest
    @DisplayName("without an id gets one")
    @ValueSource(strings = {"{'get':{'#':'a'}}", "{'#':null,'get':{'#':'a'}}", "{'#':'','get':{'#':'a'}}"})
    void inventedIds(String frame) {
        assertThat(readOne(frame).id()).hasSize(9).matches("[0-9A-Za-z]{8}[A-Za-z]");
    }

    @Test
    @DisplayName("keeps every UTF-16 unit of its texts, lone surrogates included")
    void unicode() {
        Message.Put put = (Message.Put)
                readOne("{'#':'x','put':{'é':{'_':{'#':'é','>':{'k':1,'l':1}},'k':'\\ud83d','l':'\ud83d\ude00'}}}");
        assertThat(put.nodes().get(0).value("k")).isEqualTo(new GunValue.Text("\ud83d"));
        assertThat(put.nodes().get(0).value("l")).isEqualTo(new GunValue.Text("\ud83d\ude00"));
    }

    @Test
    @DisplayName("whose names hold a lone surrogate is refused: the JSON reader does not know such names")
    void loneSurrogatesInNames() {
        assertThat(read("{'#':'x','put':{'\\ud83d':{}}}").error()).isEqualTo("DAM JSON parse error.");
    }

    @ParameterizedTest
    @DisplayName("with an ack keeps what its ok says to the letter, and any relay after us does")
    @ValueSource(
            strings = {
                "true",
                "false",
                "null",
                "0",
                "-0.5e-7",
                "12345678901234567890123",
                "\"s3\"",
                "{\"\":1}",
                "{\"yay\":1}",
                "{\"@\":1,\"/\":2}",
                "{\"a\":[{},[],[[\"[\"],{\"{\":\"é\"}],null,1.50],\"b\":{\"#\":\"x\"},\"constructor\":\"\\ud83d\"}",
                "[[[[[[[[1]]]]]]]]"
            })
    void acks(String ok) {
        Message.Ack ack = (Message.Ack) reader.read("[{\"ok\": " + ok + " ,\"@\":\"x\",\"#\":\"y\"}]")
                .messages()
                .get(0);
        assertThat(ack.ok()).hasToString(ok);
        String passedOn = new FrameWriter().ack(ack, "z").toString();
        assertThat(passedOn).isEqualTo("{\"#\":\"y\",\"@\":\"z\",\"ok\":" + ok + "}");
        assertThat(reader.read("[" + passedOn + "]").messages())
                .containsExactly(new Message.Ack("y", "z", ack.ok(), null));
    }

    @Test
    @DisplayName("with an ack of a put that was refused keeps the reason, and what else it says")
    void refusingAcks() {
        Message.Ack ack = (Message.Ack) readOne("{'#':'y','@':'x','ok':{'#':7},'err':'no \\u0007'}");
        assertThat(ack.error()).isEqualTo("no \u0007");
        assertThat(new FrameWriter().ack(ack, "z").toString().replace('"', '\''))
                .isEqualTo("{'#':'y','@':'z','err':'no \\u0007','ok':{'#':7}}");
    }

    @ParameterizedTest
    @DisplayName("with an ack whose ok is large, deep, or hurts JavaScript is malformed")
    @ValueSource(
            strings = {
                "{'__proto__':1}",
                "[{'a':{'__proto__':{'toString':1}}}]",
                "-Infinity",
                "[NaN]",
                "1e400",
                "[[[[[[[[[1]]]]]]]]]",
                "{'a':{'a':{'a':{'a':{'a':{'a':{'a':{'a':{}}}}}}}}}"
            })
    void hostileAcks(String ok) {
        assertThat(readOne("{'#':'y','@':'x','ok':" + ok + "}"))
                .isEqualTo(new Message.Malformed("y", "the ok of an ack must be small and harmless", false));
    }

    @Test
    @DisplayName("with an ack whose ok is at its bound is fine, and one unit beyond is malformed")
    @AtBound("frames.ackLength")
    void longAcks() {
        assertThat(readOne("{'@':'x','ok':'" + "v".repeat(1_022) + "'}")).isInstanceOf(Message.Ack.class);
        assertThat(readOne("{'@':'x','ok':'" + "v".repeat(1_023) + "'}")).isInstanceOf(Message.Malformed.class);
        assertThat(readOne("{'@':'x','ok':[" + "10,".repeat(340) + "10]}")).isInstanceOf(Message.Ack.class);
        assertThat(readOne("{'@':'x','ok':[" + "10,".repeat(340) + "100]}")).isInstanceOf(Message.Malformed.class);
        assertThat(readOne("{'@':'x','ok':[" + "10,".repeat(100_000) + "10]}")).isInstanceOf(Message.Malformed.class);
        assertThat(readOne("{'@':'x','ok':{'" + "k".repeat(100_000) + "':1}}")).isInstanceOf(Message.Malformed.class);
        assertThat(readOne("{'put':{'a':{'_':{'#':'a','>':{'k':5}},'k':1}},'ok':{'/':2,'x':'" + "v".repeat(2_000)
                        + "','@':1}}"))
                .as("on a put it is a budget, and nothing else of it counts")
                .isInstanceOfSatisfying(
                        Message.Put.class, put -> assertThat(put.ok()).isEqualTo(new Message.AckBudget(1, 2)));
    }

    @Test
    @DisplayName("written and read again is the same")
    void roundTrip() {
        FrameWriter writer = new FrameWriter();
        Node node = Node.builder("s/\"\\\n\ud83d\ude00")
                .add("0", new GunValue.Num(1e21), 1.5)
                .add("A", new GunValue.Text("\ud83d\u0000\u2028"), 1795464274796.001)
                .add("_x", GunValue.Null.INSTANCE, 3)
                .add("a", new GunValue.Link("other"), 4)
                .build();
        EncodedMessage put = writer.put("idz", List.of(node), new Message.AckBudget(2, 3));
        assertThat(reader.read(put.toString()).messages())
                .containsExactly(new Message.Put("idz", List.of(node), new Message.AckBudget(2, 3), ""));
        assertThat(new String(put.utf8(), StandardCharsets.UTF_8)).contains("\"A\":\"\\ud83d\\u0000\u2028\",\"_\":{");
    }
}
