/** A Gun peer and relay. What is not exported here may change at any time. */
module dev.gunjava {
    requires io.netty.buffer;
    requires io.netty.codec;
    requires io.netty.codec.http;
    requires io.netty.common;
    requires io.netty.handler;
    requires io.netty.transport;
    requires java.sql;
    requires org.java_websocket;
    requires org.slf4j;
    requires tools.jackson.core;
    requires static org.xerial.sqlitejdbc;
    requires static transitive org.jspecify;

    exports dev.gunjava;
    exports dev.gunjava.graph;
    exports dev.gunjava.limits;
    exports dev.gunjava.relay;
    exports dev.gunjava.store;
    exports dev.gunjava.transport;
}
