/** Data channels to other peers; the only place that knows the native WebRTC library, and nothing of witnesses or Gun. */
@NullMarked
package dev.gunjava.witness.rtc;

import org.jspecify.annotations.NullMarked;
