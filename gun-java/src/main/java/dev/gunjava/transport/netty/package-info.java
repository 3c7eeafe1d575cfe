/** The accepting side of a relay; the only place that knows Netty. */
@NullMarked
package dev.gunjava.transport.netty;

import org.jspecify.annotations.NullMarked;
