"""What every page looks like: layout, components, form fields, colours."""
