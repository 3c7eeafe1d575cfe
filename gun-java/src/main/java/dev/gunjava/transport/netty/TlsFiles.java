package dev.gunjava.transport.netty;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The PEM files by which a relay speaks TLS. They are read when it starts.
 *
 * @param certificate the certificate, followed by those that vouch for it
 * @param key its key, PKCS #8, not encrypted
 */
public record TlsFiles(Path certificate, Path key) {

    private static final Pattern KEY =
            Pattern.compile("-----BEGIN PRIVATE KEY-----([A-Za-z0-9+/=\\s]+)-----END PRIVATE KEY-----");

    /**
     * Reads the files.
     *
     * @throws IOException if a file cannot be read or holds something else, or they do not belong together
     */
    SslContext context() throws IOException {
        byte[] pem = read(key);
        X509Certificate[] chain = chain();
        PrivateKey secret = privateKey(new String(pem, ISO_8859_1), chain[0].getPublicKey());
        return SslContextBuilder.forServer(secret, chain)
                .sslProvider(SslProvider.JDK)
                .build();
    }

    private static byte[] read(Path file) throws IOException {
        try {
            return Files.readAllBytes(file);
        } catch (NoSuchFileException e) {
            throw new IOException("cannot read " + file + ": there is no such file", e);
        } catch (IOException e) {
            throw new IOException("cannot read " + file + ": " + e, e);
        }
    }

    private X509Certificate[] chain() throws IOException {
        try {
            X509Certificate[] chain = CertificateFactory.getInstance("X.509")
                    .generateCertificates(new ByteArrayInputStream(read(certificate)))
                    .toArray(X509Certificate[]::new);
            if (chain.length > 0) {
                return chain;
            }
        } catch (CertificateException e) {
            throw new IOException(certificate + " holds no certificate in PEM", e);
        }
        throw new IOException(certificate + " holds no certificate in PEM");
    }

    private PrivateKey privateKey(String pem, PublicKey certified) throws IOException {
        Matcher block = KEY.matcher(pem);
        if (!block.find()) {
            throw new IOException(key + " holds no unencrypted PKCS #8 key in PEM");
        }
        try {
            byte[] der = Base64.getMimeDecoder().decode(block.group(1));
            PrivateKey secret =
                    KeyFactory.getInstance(certified.getAlgorithm()).generatePrivate(new PKCS8EncodedKeySpec(der));
            if (belongTogether(secret, certified)) {
                return secret;
            }
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            throw new IOException(key + " holds no key for the certificate in " + certificate, e);
        }
        throw new IOException(key + " is not the key of the certificate in " + certificate);
    }

    private static boolean belongTogether(PrivateKey secret, PublicKey certified) throws GeneralSecurityException {
        String algorithm = certified.getAlgorithm();
        Signature signature = Signature.getInstance(
                algorithm.equals("RSA") ? "SHA256withRSA" : algorithm.equals("EC") ? "SHA256withECDSA" : algorithm);
        byte[] probe = {1};
        signature.initSign(secret);
        signature.update(probe);
        byte[] signed = signature.sign();
        signature.initVerify(certified);
        signature.update(probe);
        return signature.verify(signed);
    }
}
