/** The witness peer: it brings discovery, data links and the field together on one thread. */
@NullMarked
package dev.gunjava.witness.peer;

import org.jspecify.annotations.NullMarked;
