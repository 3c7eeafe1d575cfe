/** The dialing side of WebSocket; the only place that knows Java-WebSocket. */
@NullMarked
package dev.gunjava.transport.websocket;

import org.jspecify.annotations.NullMarked;
