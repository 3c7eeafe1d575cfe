/** The API of a Gun peer: open a graph, read, write and watch it. Uses every floor below. */
@NullMarked
package dev.gunjava;

import org.jspecify.annotations.NullMarked;
