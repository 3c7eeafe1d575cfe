package dev.gunjava.interop;

import static org.awaitility.Awaitility.await;

import dev.gunjava.Gun;
import dev.gunjava.graph.GunValue;
import dev.gunjava.interop.fixture.GunJsClient;
import dev.gunjava.interop.fixture.GunJsClient.Kind;
import dev.gunjava.interop.fixture.JvmPeer;
import dev.gunjava.interop.fixture.Lab;
import dev.gunjava.interop.fixture.Relay;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** One look at the whole, for a JVM on which the full suite does not run. */
class SmokeIT {
    @RegisterExtension
    final Lab lab = new Lab();

    @Test
    @DisplayName("our client and gun.js talk through the program's relay, in a process of its own")
    void clientsTalkThroughTheProgram() {
        Relay relay = lab.programRelay();
        GunJsClient theirs = lab.gunJs(Kind.CORE, relay);
        Gun ours = lab.gun(relay);
        List<GunValue> heard = new CopyOnWriteArrayList<>();
        lab.keep(ours.get("room").get("reply").on(change -> heard.add(change.value())));
        var theyHear = theirs.on(List.of("room", "topic"));

        var sent = ours.get("room").put(Map.of("topic", "tides"));
        theyHear.awaitText("tides");
        theirs.write(List.of("room"), Map.of("reply", "and wind"));
        await().atMost(Duration.ofSeconds(10)).until(() -> heard.contains(new GunValue.Text("and wind")));
        await().atMost(Duration.ofSeconds(10)).until(sent::isDone);
    }

    @Test
    @DisplayName("two JVM peers connect and share a witness")
    void peersShareWitness() {
        Relay relay = lab.ourSignallingRelay();
        List<JvmPeer> peers =
                List.of(lab.jvmPeer(relay, Duration.ofMinutes(5)), lab.jvmPeer(relay, Duration.ofMinutes(5)));
        Meshes.isFull(peers);
        Meshes.witnessesTravel(peers, lab.secrets());
    }
}
