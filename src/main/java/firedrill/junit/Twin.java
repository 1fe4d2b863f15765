package firedrill.junit;

import firedrill.verdict.VerdictKind;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.Test;

/**
 * A scenario with a planted fault that must be caught: passes only if the verdict is the expected
 * one and blames the culprit.
 */
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
@Test
public @interface Twin {

  /** Its name, one of the plan's {@code twins}. */
  String value();

  VerdictKind expect();

  /**
   * What the verdict must blame: a gate, a check's culprit, or a rule such as {@code no-fault};
   * {@code *} stands for any text. Of several every one, each red for a reason of its own.
   */
  String[] culprit();

  /** The gates of the plan it must pass; all when empty. */
  String[] gates() default {};

  /**
   * Whether its gates go on waiting after their budget, as a scenario's do. Only for a twin that is
   * planted for lateness: of all others waiting ends with the budget.
   */
  boolean grace() default false;
}
