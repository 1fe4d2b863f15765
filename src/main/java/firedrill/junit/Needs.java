package firedrill.junit;

import firedrill.sandbox.Capability;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * What the sandbox must be able to do. Where it lacks one of them the scenario is not drilled here,
 * by name: in the console, the journal, the report and the claims. What stands on a class counts
 * for each of its scenarios and twins, beside what they need themselves; what its components need a
 * lab says by itself.
 */
@Target({ElementType.TYPE, ElementType.METHOD})
@Retention(RetentionPolicy.RUNTIME)
@Inherited
public @interface Needs {

  Capability[] value();
}
