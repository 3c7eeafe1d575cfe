/** How bytes reach the mesh: what a connection is, whoever dialed it. */
@NullMarked
package dev.gunjava.transport;

import org.jspecify.annotations.NullMarked;
