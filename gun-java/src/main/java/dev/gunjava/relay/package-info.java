/** A relay as a whole: a mesh, its accepting transport and its limits behind one port. */
@NullMarked
package dev.gunjava.relay;

import org.jspecify.annotations.NullMarked;
