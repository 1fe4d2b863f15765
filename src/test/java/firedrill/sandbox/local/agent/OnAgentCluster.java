package firedrill.sandbox.local.agent;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolutionException;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.api.parallel.ResourceLock;

/**
 * Runs a class against a real API server, controller manager and scheduler with one node, an {@link
 * AgentCluster}. All such classes share it, one after another.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@Tag("cluster")
@EnabledIf(
    value = "firedrill.sandbox.local.agent.Binaries#present",
    disabledReason =
        "no Kubernetes binaries: set KUBEBUILDER_ASSETS or -Dtool.kube-apiserver=… or build them"
            + " into the cache")
@Execution(ExecutionMode.SAME_THREAD)
@ResourceLock("agent cluster")
@ExtendWith(OnAgentCluster.Shared.class)
@interface OnAgentCluster {

  /** Starts it when the first class asks, ends it with the last. */
  final class Shared implements ParameterResolver {

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
      return parameter.getParameter().getType() == AgentCluster.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
      return context
          .getRoot()
          .getStore(Namespace.create(Shared.class))
          .computeIfAbsent(AgentCluster.class, key -> start(), AgentCluster.class);
    }

    private static AgentCluster start() {
      try {
        return AgentCluster.start();
      } catch (Exception e) {
        throw new ParameterResolutionException("the agents' cluster does not start", e);
      }
    }
  }
}
