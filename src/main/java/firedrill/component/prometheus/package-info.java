/**
 * Prometheus and Alertmanager on a host outside all that they watch: what is scraped, the alert
 * rules as a cluster would take them, and who was told.
 */
package firedrill.component.prometheus;
