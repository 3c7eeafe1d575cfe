/** Looks at what a witness peer stands on, one thing at a time: a relay as it speaks, ways to us, a channel. Uses {@code .rtc}. */
@NullMarked
package dev.gunjava.witness.probe;

import org.jspecify.annotations.NullMarked;
