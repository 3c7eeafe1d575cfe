/** Checks whether this machine can run the program, and says what to do where it cannot. Uses {@code .probe} and below. */
@NullMarked
package dev.gunjava.witness.doctor;

import org.jspecify.annotations.NullMarked;
