/** How bytes reach the mesh: what a connection is, whoever dialled it. */
@NullMarked
package dev.gunjava.transport;

import org.jspecify.annotations.NullMarked;
