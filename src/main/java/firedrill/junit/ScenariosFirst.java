package firedrill.junit;

import java.util.Comparator;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.MethodOrdererContext;

/** Scenarios before twins; apart from that as the run's seed shuffles them. */
final class ScenariosFirst implements MethodOrderer {

  private final MethodOrderer shuffle = new MethodOrderer.Random();

  @Override
  public void orderMethods(MethodOrdererContext context) {
    shuffle.orderMethods(context);
    context
        .getMethodDescriptors()
        .sort(Comparator.comparing(method -> method.isAnnotated(Twin.class)));
  }
}
