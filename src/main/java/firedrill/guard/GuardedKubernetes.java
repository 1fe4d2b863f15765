package firedrill.guard;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.function.BiPredicate;
import java.util.function.BooleanSupplier;
import java.util.function.UnaryOperator;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;

/**
 * The only way to a Kubernetes client. Every identity's requests are vetoed at the wire unless they
 * go to the recorded API server; whatever is not known to read only needs the mark seen right now.
 */
public final class GuardedKubernetes {

  /** Name of the ConfigMap in {@code kube-system} that is a cluster's mark. */
  public static final String MARK = "firedrill-mark";

  private static final Duration MARKABLE = Duration.ofSeconds(30);

  private static final int REQUEST_MILLIS = 30_000;
  private static final int CONNECT_MILLIS = 10_000;
  private static final int BACKOFF_MILLIS = 100;

  /** No call of a drill's takes longer than an hour, and no wait between two tries than this. */
  private static final int MOST_MILLIS = 3_600_000;

  private static final int MOST_BACKOFF_MILLIS = 5_000;

  /** Waits of 0.1, 0.2, 0.4 … 3.2 s, which fabric8 does not let grow any more. */
  private static final int RETRIES = 8;

  private final Guard guard;
  private final KubeMaterial admin;
  private final KubernetesMark mark;

  /**
   * @param admin an identity that may read and create ConfigMaps in kube-system; it does the proofs
   *     for every other identity too
   * @throws GuardRefusal unless server and CA are the recorded ones
   */
  public GuardedKubernetes(Guard guard, KubeMaterial admin) {
    Given.require("the identity of a cluster's client", guard, admin);
    guard.requireKubernetes(admin.server(), admin.caPem());
    this.guard = guard;
    this.admin = admin;
    this.mark = new KubernetesMark(guard, admin);
  }

  /**
   * Marks a cluster this run has just built: waits up to 30 s for kube-system, writes the nonce,
   * and records kube-system's UID. Marking one's own cluster twice is fine.
   *
   * @throws GuardRefusal if the cluster is older than the record, another run's, or not the
   *     recorded one, or when its authority's key is none of {@link ClusterKey#fresh}
   */
  public void mark() {
    mark(null);
  }

  /**
   * The same for a cluster that made its authority itself.
   *
   * @param enclosure the machine or container, made by this run, that the authority was read from
   */
  public void markIn(Enclosure enclosure) {
    Given.require("what a cluster runs in", enclosure);
    mark(enclosure);
  }

  private void mark(Enclosure enclosure) {
    try {
      Awaitility.await("kube-system exists in the new cluster")
          .atMost(MARKABLE)
          .pollDelay(Duration.ZERO)
          .pollInterval(Duration.ofMillis(50))
          .ignoreException(UncheckedIOException.class)
          .until(mark::isMarkable);
    } catch (ConditionTimeoutException e) {
      throw new GuardRefusal(
          "marking the cluster at " + Shown.address(admin.server()),
          "it does not show kube-system within " + MARKABLE.toSeconds() + " s",
          "start the control plane of this run first; its log says what keeps it");
    }
    mark.write(enclosure);
    mark.verify();
  }

  /** Looks at the cluster itself, for example before a fault. */
  public void verify() {
    mark.verify();
  }

  /** A client with the admin identity; the caller closes it. */
  public KubernetesClient admin() {
    return client(admin.credentials());
  }

  /** A client with another identity; the caller closes it. */
  public KubernetesClient client(KubeCredentials who) {
    return client(who, UnaryOperator.identity());
  }

  /**
   * A client with another identity and settings of its own; the caller closes it.
   *
   * @param tune times, counts and the namespace; nothing else that is set here is taken
   */
  public KubernetesClient client(KubeCredentials who, UnaryOperator<ConfigBuilder> tune) {
    return client(who, tune, "", () -> true);
  }

  /**
   * A client that speaks for a machine of the lab; the caller closes it.
   *
   * @param connected whether that machine has a way to the API server; while it has not, every
   *     request fails before it leaves
   */
  public KubernetesClient clientOf(String machine, KubeCredentials who, BooleanSupplier connected) {
    return client(who, UnaryOperator.identity(), machine, connected);
  }

  /**
   * A client of the cluster's Services. The cluster is looked at now; from then on a Service is
   * known by its address, which the cluster gave it for life, so that its users can be served while
   * the API server is down.
   *
   * @param services whether a Service of this cluster has that address and port, as the service
   *     proxy of this run knows it
   * @throws GuardRefusal unless the cluster carries this run's mark
   */
  public GuardedHttp services(BiPredicate<String, Integer> services) {
    Given.require("a client of a cluster's Services", services);
    verify();
    return GuardedHttp.changing(
        guard,
        target -> {
          guard.requireKubernetes(admin.server(), admin.caPem());
          return services.test(
              HostLiteral.parse(target.getHost()).getHostAddress(), Origin.port(target));
        });
  }

  private KubernetesClient client(
      KubeCredentials who,
      UnaryOperator<ConfigBuilder> tune,
      String machine,
      BooleanSupplier connected) {
    Given.require("the identity of a cluster's client", who, tune, machine, connected);
    guard.requireKubernetes(admin.server(), admin.caPem());
    KubeMaterial material = admin.as(who);
    KubeWire wire = new KubeWire(guard, admin, mark, machine, connected);
    Config tuned = tuned(material, tune);
    Duration opensWithin = Duration.ofMillis(tuned.getRequestTimeout());
    return new KubernetesClientBuilder()
        .withConfig(tuned)
        .withHttpClientFactory(new KubeHttpClient.Factory(wire, Tls.of(material), opensWithin))
        .withHttpClientBuilderConsumer(
            builder ->
                builder.addOrReplaceInterceptor("firedrill-guard", new KubeHttpClient.NoWayOut()))
        .build();
  }

  /**
   * Of whatever was set only the times and counts are taken: anything else may read a kubeconfig of
   * the user's, run its programs, or send its tokens. None of them may stand for no limit at all.
   */
  private static Config tuned(KubeMaterial material, UnaryOperator<ConfigBuilder> tune) {
    ConfigBuilder asked = tune.apply(config(material));
    if (asked == null) {
      throw new GuardRefusal(
          "the settings of a cluster's client", "there are none", "give back the given ones");
    }
    Config given = asked.withAutoConfigure(false).build();
    int retries = given.getRequestRetryBackoffLimit();
    return config(material)
        // Where it leads elsewhere, the wire refuses.
        .withMasterUrl(given.getMasterUrl())
        .withRequestRetryBackoffLimit(retries < 0 ? RETRIES : Math.min(retries, RETRIES))
        .withRequestRetryBackoffInterval(
            within(given.getRequestRetryBackoffInterval(), BACKOFF_MILLIS, MOST_BACKOFF_MILLIS))
        .withRequestTimeout(within(given.getRequestTimeout(), REQUEST_MILLIS, MOST_MILLIS))
        .withUploadRequestTimeout(
            within(given.getUploadRequestTimeout(), REQUEST_MILLIS, MOST_MILLIS))
        .withConnectionTimeout(within(given.getConnectionTimeout(), CONNECT_MILLIS, MOST_MILLIS))
        .withScaleTimeout(
            (long)
                within(
                    Math.toIntExact(Math.min(given.getScaleTimeout(), MOST_MILLIS)),
                    REQUEST_MILLIS,
                    MOST_MILLIS))
        .withWatchReconnectInterval(
            within(given.getWatchReconnectInterval(), BACKOFF_MILLIS, MOST_BACKOFF_MILLIS))
        .withWatchReconnectLimit(given.getWatchReconnectLimit())
        .withNamespace(given.getNamespace())
        .build();
  }

  private static int within(Integer given, int usual, int most) {
    return given == null || given <= 0 ? usual : Math.min(given, most);
  }

  private static ConfigBuilder config(KubeMaterial material) {
    ConfigBuilder config =
        new ConfigBuilder(Config.empty())
            .withAutoConfigure(false)
            .withMasterUrl(material.server().toString())
            .withNamespace("default")
            // A kept connection to a machine that lost its power never answers and never ends.
            // It is given up then, and fabric8 asks again.
            .withRequestTimeout(REQUEST_MILLIS)
            .withRequestRetryBackoffLimit(RETRIES)
            .withTrustCerts(false)
            .withDisableHostnameVerification(false);
    if (material.credentials() instanceof KubeCredentials.BearerToken token) {
      config.withOauthToken(token.token());
    }
    return config;
  }
}
