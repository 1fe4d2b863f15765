package firedrill.junit;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.Test;

/** One run of a drill, with its own journal and verdict; passes only with PASS. */
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
@Test
public @interface Scenario {

  /** Its name, unique in the drill. */
  String value();

  /** The gates of the plan it must pass; all when empty. */
  String[] gates() default {};
}
