/**
 * Measurements that take minutes: {@code mvn -q -Pbench test-compile exec:exec -Dbench=<class>}.
 */
package bench;
