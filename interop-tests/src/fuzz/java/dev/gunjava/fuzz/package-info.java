/** What the fuzzers share: inputs that expand, and bounds that each input must keep. */
@NullMarked
package dev.gunjava.fuzz;

import org.jspecify.annotations.NullMarked;
