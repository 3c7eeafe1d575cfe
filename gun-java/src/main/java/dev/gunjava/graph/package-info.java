/** Values, nodes, states and the HAM rule that merges them; knows nothing of wires, threads or stores. */
@NullMarked
package dev.gunjava.graph;

import org.jspecify.annotations.NullMarked;
