/** The API of a Gun peer. */
@NullMarked
package dev.gunjava;

import org.jspecify.annotations.NullMarked;
