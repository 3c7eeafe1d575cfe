/** The page's server: static files, and what the JVM peer sees and does as HTTP; it may use the peer and all below it. */
@NullMarked
package dev.gunjava.witness.web;

import org.jspecify.annotations.NullMarked;
