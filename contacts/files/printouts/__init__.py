"""Documents of orders, invoices, payments and cases as PDF, made when they are asked for and kept nowhere."""
