/** Gun messages and their JSON text: what a frame may hold, and how it is read and written within limits. */
@NullMarked
package dev.gunjava.wire;

import org.jspecify.annotations.NullMarked;
