/** Quick figures of a relay and of two peers on the machine at hand. Uses {@code .peer}, {@code .probe} and below. */
@NullMarked
package dev.gunjava.witness.bench;

import org.jspecify.annotations.NullMarked;
