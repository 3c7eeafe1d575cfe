/** The limits of a peer or relay, in one immutable record that every layer reads; uses nothing else of the library. */
@NullMarked
package dev.gunjava.limits;

import org.jspecify.annotations.NullMarked;
