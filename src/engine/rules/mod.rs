//! What happens to an order. Pure: state and input in, new state and effects out.
