/** How log lines are written: what others have said is escaped. Named by logback.xml. */
@NullMarked
package dev.gunjava.witness.logging;

import org.jspecify.annotations.NullMarked;
