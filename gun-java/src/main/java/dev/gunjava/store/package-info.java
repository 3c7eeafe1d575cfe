/** Where a graph is kept: in memory within a bound of bytes, and beyond that in a store of whoever brings one. */
@NullMarked
package dev.gunjava.store;

import org.jspecify.annotations.NullMarked;
