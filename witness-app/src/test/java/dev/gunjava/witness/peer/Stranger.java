package dev.gunjava.witness.peer;

import dev.gunjava.Gun;
import dev.gunjava.witness.DiscoveryRules;
import dev.gunjava.witness.discovery.Form;
import dev.gunjava.witness.discovery.Signaling;
import dev.gunjava.witness.protocol.Extension;
import java.net.URI;
import java.time.InstantSource;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;

/** Writes offers to a peer through a relay, under names of others, each with a certificate of its own, and no more. */
final class Stranger implements AutoCloseable {
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor();
    private final Gun gun;
    private final String target;
    final LongAdder written = new LongAdder();

    Stranger(URI relay, String target) {
        this.gun = Gun.builder().peer(relay).listenerExecutor(thread).open();
        this.target = target;
    }

    /** @param names under which the next offer is written */
    void offerEach(long micros, Supplier<String> names, Supplier<String> certificates, Supplier<Form> forms) {
        var unused = thread.scheduleAtFixedRate(
                () -> offer(names.get(), certificates.get(), forms.get()), 0, micros, TimeUnit.MICROSECONDS);
    }

    private void offer(String name, String certificate, Form form) {
        Signaling letters = new Signaling(
                gun, name, InstantSource.system(), DiscoveryRules.DEPLOYED, Extension.ALL, signal -> {}, dropped -> {});
        letters.offer(target, ScriptedNeighbourhood.sdp(certificate), form);
        written.increment();
    }

    @Override
    public void close() {
        thread.shutdownNow();
        gun.close();
    }
}
