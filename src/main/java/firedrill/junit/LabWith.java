package firedrill.junit;

import firedrill.lab.LabFactory;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Where the lab comes from. On a class: one lab for all its scenarios; on a scenario or twin: a lab
 * of its own. A sandbox may hold only one lab at a time (the local one does): a scenario that ruins
 * its lab then goes into a second class with the same drill id.
 */
@Target({ElementType.TYPE, ElementType.METHOD})
@Retention(RetentionPolicy.RUNTIME)
@Inherited
public @interface LabWith {

  Class<? extends LabFactory> value();
}
