package dev.gunjava.transport.netty;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;

/** Tells a connection how many bytes have come for it. Owned by the thread of its socket. */
final class ByteMeter extends ChannelInboundHandlerAdapter {

    private final AcceptedConnection connection;

    ByteMeter(AcceptedConnection connection) {
        this.connection = connection;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        if (message instanceof ByteBuf bytes) {
            connection.bytesRead(bytes.readableBytes());
        }
        context.fireChannelRead(message);
    }
}
