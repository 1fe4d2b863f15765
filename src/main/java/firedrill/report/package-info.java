/** Reports: Allure, the share-out page and the claims, all of them views of a run's journal. */
package firedrill.report;
