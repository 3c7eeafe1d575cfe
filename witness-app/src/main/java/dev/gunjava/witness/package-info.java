/** Witnesses and the field that keeps them in memory. */
@NullMarked
package dev.gunjava.witness;

import org.jspecify.annotations.NullMarked;
