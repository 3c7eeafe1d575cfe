/** Presence and signalling through Gun, typed, in one namespace; over gun-java's API, and nothing of witnesses. */
@NullMarked
package dev.gunjava.witness.discovery;

import org.jspecify.annotations.NullMarked;
