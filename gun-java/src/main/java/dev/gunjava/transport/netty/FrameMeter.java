package dev.gunjava.transport.netty;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.websocketx.PingWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;

/**
 * Shows a connection each frame before fragments are put together, and keeps pings from being answered without a bound.
 * Owned by the thread of its socket.
 */
final class FrameMeter extends ChannelInboundHandlerAdapter {

    private final AcceptedConnection connection;

    FrameMeter(AcceptedConnection connection) {
        this.connection = connection;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        if (message instanceof WebSocketFrame frame) {
            connection.frameRead(frame);
            if (frame instanceof PingWebSocketFrame ping) {
                connection.pinged(ping.content());
                ping.release();
                return;
            }
        }
        context.fireChannelRead(message);
    }
}
