package firedrill.junit;

import firedrill.lab.LabFactory;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Where the lab comes from. On a class: one lab for all its scenarios; on a scenario or twin: a lab
 * of its own.
 */
@Target({ElementType.TYPE, ElementType.METHOD})
@Retention(RetentionPolicy.RUNTIME)
@Inherited
public @interface LabWith {

  Class<? extends LabFactory> value();
}
