/** The messages that witness peers exchange on their data channels, and their JSON; knows nothing of connections. */
@NullMarked
package dev.gunjava.witness.protocol;

import org.jspecify.annotations.NullMarked;
