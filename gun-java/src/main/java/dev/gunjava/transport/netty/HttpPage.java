package dev.gunjava.transport.netty;

/**
 * What a plain HTTP GET on the relay's port is answered with.
 *
 * @param status the HTTP status code
 * @param contentType the media type
 * @param body the text
 */
public record HttpPage(int status, String contentType, String body) {

    /** A page of plain text. */
    public static HttpPage text(String body) {
        return new HttpPage(200, "text/plain; charset=utf-8", body);
    }
}
