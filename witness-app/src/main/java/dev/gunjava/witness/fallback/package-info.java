/**
 * The emergency namespace, in which witnesses lie in Gun itself: off unless it is asked for. Over gun-java's API and the
 * field, and the one place where something of a witness is written into Gun.
 */
@NullMarked
package dev.gunjava.witness.fallback;

import org.jspecify.annotations.NullMarked;
