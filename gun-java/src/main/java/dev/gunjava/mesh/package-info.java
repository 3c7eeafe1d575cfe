/** The engine of a peer: decides, for each message and each tick of time, what is merged, answered and sent on. */
@NullMarked
package dev.gunjava.mesh;

import org.jspecify.annotations.NullMarked;
