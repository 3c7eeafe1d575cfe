package dev.gunjava;

import dev.gunjava.graph.GunValue;
import dev.gunjava.graph.Node;
import java.util.Optional;

/**
 * What is at a place of the graph, or has come to be there.
 *
 * @param key the last key of the path that led there; for items of a map the item's key
 * @param value the value; a link if the place holds a node
 * @param node the node that the value links to, as it is known here; empty if the value is no link
 */
public record Change(String key, GunValue value, Optional<Node> node) {}
