package dev.gunjava;

import static dev.gunjava.Heard.NULL;
import static dev.gunjava.Heard.found;
import static dev.gunjava.Heard.get;
import static dev.gunjava.Heard.link;
import static dev.gunjava.Heard.put;
import static dev.gunjava.Heard.text;
import static dev.gunjava.Heard.value;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gunjava.graph.GunValue;
import dev.gunjava.graph.WritePolicy;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("set, unset and back")
class SetApiTest {

    private final Gun gun = Gun.builder().open();
    private final GunRef set = gun.get("set");

    @AfterEach
    void close() {
        gun.close();
    }

    private GunRef stored(Item item) throws Exception {
        assertThat(get(item.ack())).isEqualTo(new Ack.Stored());
        return item.ref();
    }

    @Test
    @DisplayName("an object becomes a new node with a fresh soul, linked under that soul (gun.js suite 63)")
    void objects() throws Exception {
        GunRef item = stored(set.set(Map.of("name", "Ann", "in", Map.of("k", 1))));
        assertThat(item.key()).matches("[0-9a-z]{8,11}[0-9A-Za-z]{12}");
        assertThat(value(set.get(item.key()))).isEqualTo(link(item.key()));
        assertThat(value(item.get("name"))).isEqualTo(text("Ann"));
        assertThat(value(item.get("in"))).isEqualTo(link(item.key() + "/in"));
    }

    @Test
    @DisplayName("a primitive gets a fresh key (63)")
    void primitives() throws Exception {
        GunRef item = stored(set.set("text"));
        assertThat(item.key()).matches("[0-9a-z]{8,11}[0-9A-Za-z]{7}");
        assertThat(value(item)).isEqualTo(text("text"));
        assertThat(found(set).node().orElseThrow().keys()).containsExactly(item.key());
    }

    @Test
    @DisplayName("a reference, a link, and what names its soul are linked under that soul (63, 64)")
    void references() throws Exception {
        GunRef item = stored(set.set(Map.of("v", 1)));
        GunRef other = gun.get("other");
        stored(other.set(item));
        stored(other.set(new GunValue.Link("far")));
        stored(other.set(Map.of("_", Map.of("#", "own"), "v", 1)));
        put(gun.get("mark").get("pet"), Map.of("name", "Fluffy"));
        stored(other.set(gun.get("mark").get("pet")));
        stored(other.set(found(gun.get("mark")).node().orElseThrow()));
        assertThat(found(other).node().orElseThrow().keys())
                .containsExactlyInAnyOrder(item.key(), "far", "own", "mark/pet", "mark");
        assertThat(value(other.get("mark/pet").get("name"))).isEqualTo(text("Fluffy"));
    }

    @Test
    @DisplayName("a reference at which there is no node cannot be an item")
    void noNode() throws Exception {
        put(gun.get("a").get("k"), 1);
        assertThat(get(set.set(gun.get("a").get("k")).ack()))
                .isEqualTo(new Ack.Refused("Only a node can be linked, and there is none at a.k"));
        assertThat(get(set.set(gun.get("a").get("b")).ack())).isInstanceOf(Ack.Refused.class);
        assertThat(get(set.once())).isEqualTo(new Once.Absent());
    }

    @Test
    @DisplayName("works on deep paths, and with what was made from the root (65)")
    void deep() throws Exception {
        GunRef deep = gun.get("a").get("b").get("c");
        GunRef item = stored(deep.set(Map.of("v", 1)));
        put(deep.gun().get("d"), Map.of("w", 2));
        stored(deep.set(deep.gun().get("d")));
        assertThat(found(gun.get("a/b/c")).node().orElseThrow().keys()).containsExactlyInAnyOrder(item.key(), "d");
    }

    @Test
    @DisplayName("takes an empty object for a new item, and refuses invalid data whole")
    void oddities() throws Exception {
        GunRef empty = stored(set.set(Map.of()));
        assertThat(value(set.get(empty.key()).back())).isEqualTo(link("set"));
        Item invalid = set.set(Map.of("a", Map.of("b", List.of(1))));
        assertThat(get(invalid.ack())).isInstanceOfSatisfying(Ack.Refused.class, refused -> assertThat(refused.reason())
                .matches("Invalid data: array at set\\.\\w+\\.a\\.b"));
        assertThat(found(set).node().orElseThrow().keys()).containsExactly(empty.key());
        assertThatThrownBy(() -> set.map().set(1)).isInstanceOf(IllegalStateException.class);
    }

    @Test
    @DisplayName("leaves no link to an item that a policy refuses")
    void policy() throws Exception {
        try (Gun strict =
                Gun.builder().writePolicy(WritePolicy.namespaces("set")).open()) {
            assertThat(get(strict.get("set").set(Map.of("v", 1)).ack())).isInstanceOf(Ack.Refused.class);
            assertThat(get(strict.get("set").once())).isEqualTo(new Once.Absent());
        }
    }

    @Test
    @DisplayName("unset takes an item out by its node, or by its place in the set, and leaves the node")
    void unset() throws Exception {
        GunRef node = stored(set.set(Map.of("v", 1)));
        GunRef primitive = stored(set.set("text"));
        put(set.get("named"), Map.of("v", 2));
        for (GunRef item : List.of(node, primitive, set.get("named"))) {
            assertThat(get(set.unset(item))).isEqualTo(new Ack.Stored());
            assertThat(value(set.get(item.key()))).isEqualTo(NULL);
        }
        assertThat(value(node.get("v"))).isEqualTo(new GunValue.Num(1));
        try (Gun other = Gun.builder().open()) {
            assertThatThrownBy(() -> set.unset(other.get("x"))).isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    @DisplayName("a listener to the items hears each once, and of its end (78)")
    void items() throws Exception {
        GunRef one = stored(set.set(Map.of("v", 1)));
        Heard heard = new Heard();
        try (Subscription subscription = set.map().on(heard)) {
            heard.until(link(one.key()));
            GunRef two = stored(set.set(Map.of("v", 2)));
            heard.until(link(two.key()));
            get(set.unset(one));
            heard.until(NULL);
        }
        assertThat(heard.changes()).hasSize(3).last().extracting(Change::key).isEqualTo(one.key());
    }

    @Test
    @DisplayName("back goes the path back, part by part, at the end of which there is the root (66)")
    void back() throws Exception {
        GunRef c = gun.get("a").get("b").get("c");
        put(c.back().get("d"), 1);
        put(c.back(2).get("e"), 2);
        put(c.gun().get("f"), Map.of("g", 3));
        assertThat(c.back(0)).isSameAs(c);
        assertThat(value(gun.get("a/b").get("d"))).isEqualTo(new GunValue.Num(1));
        assertThat(value(gun.get("a").get("e"))).isEqualTo(new GunValue.Num(2));
        assertThatThrownBy(() -> c.back(3))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("a.b.c");
        assertThat(gun.get("l").map().get("n").back().back()).hasToString("l");
    }
}
