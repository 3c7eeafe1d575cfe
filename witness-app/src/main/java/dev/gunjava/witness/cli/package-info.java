/** The command line: what people and scripts type. Uses every floor below. */
@NullMarked
package dev.gunjava.witness.cli;

import org.jspecify.annotations.NullMarked;
