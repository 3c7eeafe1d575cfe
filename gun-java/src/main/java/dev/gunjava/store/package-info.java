/** Where a graph is kept: in memory within a bound of bytes. */
@NullMarked
package dev.gunjava.store;

import org.jspecify.annotations.NullMarked;
