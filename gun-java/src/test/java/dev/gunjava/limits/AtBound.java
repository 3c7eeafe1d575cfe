package dev.gunjava.limits;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** Names the limits that a test reaches, such as {@code frames.bytes}; docs/limits.md lists the test beside them. */
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.METHOD, ElementType.TYPE})
public @interface AtBound {

    /** The paths of the limits, from {@link Limits} on. */
    String[] value();
}
