package dev.gunjava.mesh;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gunjava.graph.GunValue;
import dev.gunjava.graph.Node;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Watches")
class WatchesTest {

    private static final Node LINK = Node.of("a", "b", new GunValue.Link("c"), 1);
    private static final Node LINKED = Node.of("c", "k", new GunValue.Num(1), 1);

    private final Watches watches = new Watches();
    private final List<Node> told = new ArrayList<>();

    @Test
    @DisplayName("tell those who watch the node or one of the keys that changed, and nobody else")
    void concerned() {
        watches.add(new Interest("a", null), told::add);
        watches.add(new Interest("a", "b"), told::add);
        watches.add(new Interest("a", "other"), told::add);
        watches.add(new Interest("b", null), told::add);
        watches.tell(List.of(LINK, LINKED));
        assertThat(told).containsExactly(LINK, LINK);
    }

    @Test
    @DisplayName("do not tell a watcher of changes that were in the graph when it was added")
    void addedMeanwhile() {
        watches.add(new Interest("a", "b"), link -> watches.add(new Interest("c", null), told::add));
        watches.tell(List.of(LINK, LINKED));
        assertThat(told).isEmpty();
        watches.tell(List.of(LINKED));
        assertThat(told).containsExactly(LINKED);
    }

    @Test
    @DisplayName("do not tell a watcher that was removed meanwhile")
    void removed() {
        Watcher watcher = told::add;
        watches.add(new Interest("c", null), watcher);
        watches.add(new Interest("a", null), link -> watches.remove(new Interest("c", null), watcher));
        watches.tell(List.of(LINK, LINKED));
        assertThat(told).isEmpty();
    }
}
