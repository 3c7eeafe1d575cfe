/** Witnesses and the field that keeps them in memory; uses the JDK and Caffeine alone. */
@NullMarked
package dev.gunjava.witness;

import org.jspecify.annotations.NullMarked;
