package firedrill;

import com.tngtech.archunit.core.domain.AccessTarget.CodeUnitAccessTarget;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.domain.JavaConstructor;
import firedrill.sandbox.Capability;
import firedrill.sandbox.Requires;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * What a method may come to call, as far as the project's own code goes. Of a type that it makes
 * every method counts that a supertype has too, for whoever is handed it may call that one.
 */
final class CallReach {

  private final Set<JavaCodeUnit> seen = new HashSet<>();
  private final Deque<JavaCodeUnit> open = new ArrayDeque<>();
  private final Map<Capability, String> capabilities = new EnumMap<>(Capability.class);

  private CallReach() {}

  /** What a sandbox must be able to do for some methods, each with the place of a call. */
  static Map<Capability, String> of(Collection<? extends JavaCodeUnit> from) {
    CallReach reach = new CallReach();
    from.forEach(reach::add);
    while (!reach.open.isEmpty()) {
      reach.open.remove().getAccessesFromSelf().forEach(reach::follow);
    }
    return reach.capabilities;
  }

  private void add(JavaCodeUnit unit) {
    if (seen.add(unit)) {
      open.add(unit);
    }
  }

  private void follow(JavaAccess<?> access) {
    JavaClass owner = access.getTargetOwner();
    if (!isOurs(owner)) {
      return;
    }
    owner.getStaticInitializer().ifPresent(this::add);
    if (access.getTarget() instanceof CodeUnitAccessTarget target) {
      target.resolveMember().ifPresent(unit -> called(unit, access));
    }
  }

  private void called(JavaCodeUnit unit, JavaAccess<?> by) {
    unit.tryGetAnnotationOfType(Requires.class)
        .ifPresent(r -> capabilities.putIfAbsent(r.value(), by.getSourceCodeLocation().toString()));
    add(unit);
    if (unit instanceof JavaConstructor) {
      unit.getOwner().getAllMethods().stream()
          .filter(m -> isOurs(m.getOwner()) && isInherited(m))
          .forEach(this::add);
    }
  }

  /** Whether a supertype, from wherever, has it too. */
  private static boolean isInherited(JavaCodeUnit method) {
    String[] parameters =
        method.getRawParameterTypes().stream().map(JavaClass::getName).toArray(String[]::new);
    JavaClass owner = method.getOwner();
    return Stream.concat(
            owner.getAllRawInterfaces().stream(), owner.getAllRawSuperclasses().stream())
        .anyMatch(type -> type.tryGetMethod(method.getName(), parameters).isPresent());
  }

  private static boolean isOurs(JavaClass type) {
    return type.getPackageName().startsWith("firedrill")
        || type.getPackageName().startsWith("drills");
  }
}
